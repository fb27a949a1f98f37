half() {
  echo "never"

half 3 )
