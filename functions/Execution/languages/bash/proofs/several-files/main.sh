source lib/words.sh

greet Ada
