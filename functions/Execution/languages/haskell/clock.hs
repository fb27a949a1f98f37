-- The time in milliseconds since 1970, again after a line of input.
import Data.Time.Clock.POSIX (getPOSIXTime)

tell :: IO ()
tell = do
  now <- getPOSIXTime
  print (floor (now * 1000) :: Integer)

main :: IO ()
main = tell >> getLine >> tell
