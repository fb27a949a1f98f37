process.on('exit', code => console.log('exit', code));
setInterval(() => {}, 1000);
setTimeout(() => process.exit(7), 50);
