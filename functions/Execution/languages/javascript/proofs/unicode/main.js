process.stdin.on("data", (d) => process.stdout.write(d));
console.log("žluťoučký 日本語 🦊");
