set -e

half() {
  nonsense "$1"
}

half 3
