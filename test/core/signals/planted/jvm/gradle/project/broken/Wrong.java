package com.acme;

import java.util.List;
import com.acme.nowhere.Gone;

public class Wrong {
  List<Missing> all() {
    int count = "three";
    return undefined(count);
  }
}
