// Times a piece of work inside a process and prints it as JSON: seconds, CPU seconds, peak memory, and how many records it came to.
export async function timed(work) {
  let peakBytes = 0;
  const sample = () => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 20);
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  const records = await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  clearInterval(timer);
  sample();
  process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (used.user + used.system) / 1e6, peakBytes, records }));
}
