let () = Alcotest.run "ledger" [ "sums", [
  Alcotest.test_case "adds up" `Quick (fun () -> Alcotest.(check int) "the sum" 4 (1+2));
  Alcotest.test_case "throws" `Quick (fun () -> failwith "no rate");
  Alcotest.test_case "fine" `Quick (fun () -> ()) ] ]
