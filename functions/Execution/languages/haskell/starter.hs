solve :: [String] -> String
solve [] = "Hello, world!"
solve (name : _) = "Hello, " ++ name ++ "!"

-- What is typed into the input box arrives on standard input.
main :: IO ()
main = putStrLn . solve . lines =<< getContents
