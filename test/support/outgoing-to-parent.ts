// Loaded into a built host ahead of it: tells the test that started it what it sends. It keeps no host alive.
import { onOutgoing } from './outgoing.ts';

process.channel?.unref();
onOutgoing((sent) => void (process.connected && process.send?.(sent)));
