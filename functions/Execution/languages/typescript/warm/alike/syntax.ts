const x = ;
let y: = 3
function (
