main :: IO ()
main = putStrLn "partial" >> spin 0

spin :: Integer -> IO ()
spin n = if n < 0 then return () else spin (n + 1)
