import Lib.Words (greet)

main :: IO ()
main = putStrLn (greet "Ada")
