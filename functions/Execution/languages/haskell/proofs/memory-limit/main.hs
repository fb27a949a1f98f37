import qualified Data.Map.Strict as Map

main :: IO ()
main = print (Map.size (foldr (\n -> Map.insert n n) Map.empty [1 .. 100000000 :: Int]))
