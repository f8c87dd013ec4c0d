def rate(text)
  Integer(text)
end

rate("nothing")
