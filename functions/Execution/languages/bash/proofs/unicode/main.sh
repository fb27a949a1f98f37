read -r line
echo "$line"
echo "žluťoučký 日本語 🦊"
