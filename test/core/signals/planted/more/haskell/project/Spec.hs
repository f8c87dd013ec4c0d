import Test.Hspec
main :: IO ()
main = hspec $ do
  describe "ledger" $ do
    it "adds up" $ (1 + 2 :: Int) `shouldBe` 4
    it "throws" $ (error "no rate" :: IO ())
    it "is fine" $ True `shouldBe` True
