// Loaded into a measured server with --import: reports its own CPU time in microseconds when asked, more exactly than
// /proc, whose ticks are 10 ms. The channel does not keep the server running. JavaScript, since the first TypeScript that
// a process imports loads Node's compiler, whose time and memory would be measured as the server's.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system });
});
process.channel?.unref();
