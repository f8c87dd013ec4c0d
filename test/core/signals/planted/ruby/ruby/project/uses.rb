require_relative 'open'
