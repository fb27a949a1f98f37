main :: IO ()
main = do
  getLine >>= putStrLn
  putStrLn "žluťoučký 日本語 🦊"
