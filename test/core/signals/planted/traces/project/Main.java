import java.io.FileNotFoundException;

public class Main {
  static void read() {
    try {
      throw new FileNotFoundException("ledger.csv");
    } catch (FileNotFoundException e) {
      throw new IllegalStateException("could not read", e);
    }
  }

  public static void main(String[] args) {
    read();
  }
}
