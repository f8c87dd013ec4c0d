class Ledger
  def sum(postings)
    unused = 1
    postings.sum { |p| p.amount}
  end

  def broken?
    if x = 1
      true
    end
  end
end
