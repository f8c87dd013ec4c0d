class Ledger
  def sum(postings)
    postings.sum + 1
  end

  def owner
    raise ArgumentError, 'no owner'
  end
end
