describe("fine", function() it("is", function() end) end)
