package main

func main() {
	var rows [][]byte
	for {
		row := make([]byte, 1<<20)
		for i := range row {
			row[i] = 1
		}
		rows = append(rows, row)
	}
}
