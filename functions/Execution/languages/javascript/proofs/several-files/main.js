const { greet } = require("./lib/words");
console.log(greet("Ada"));
