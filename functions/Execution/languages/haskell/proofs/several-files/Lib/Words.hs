module Lib.Words (greet) where

greet :: String -> String
greet name = "Hello, " ++ name
