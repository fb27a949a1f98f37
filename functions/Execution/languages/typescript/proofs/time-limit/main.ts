console.log("partial");
for (;;);
