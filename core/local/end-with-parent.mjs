// A launcher that is killed cannot stop its children: losing the channel to it tells them to end by themselves.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
