import System.Exit

main :: IO ()
main = putStrLn "before" >> exitWith (ExitFailure 3)
