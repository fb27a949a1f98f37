import Data.List (intercalate)
import System.Environment (getArgs)

main :: IO ()
main = do
  text <- getContents
  args <- getArgs
  putStrLn (show (sum (map read (words text) :: [Int])) ++ " " ++ intercalate "|" args)
