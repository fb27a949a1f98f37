half :: Int -> Int
half n
  | odd n = error ("odd: " ++ show n)
  | otherwise = n `div` 2

main :: IO ()
main = print (half 3)
