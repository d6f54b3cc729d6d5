import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../sql-state.js';

/** A process among all that had its number: the number, and where the system tells it, when it began. */
async function processName(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Behind the command's name, which may hold blanks, the 20th field is the start.
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
}

async function isAlive(name: string): Promise<boolean> {
  const pid = Number(name.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if (systemCode(error) !== 'EPERM') return false;
  }
  return (await processName(pid)) === name;
}

/**
 * Makes this process the one that opens a data folder: two backends would destroy it. Returns what gives it up, or null
 * where another process that is alive has it. A lock whose process is gone is taken over.
 */
export async function lockFolder(file: string): Promise<(() => Promise<void>) | null> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(await processName(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    const holder = await readFile(file, 'utf8').catch(() => '');
    // Empty: its process has made the file and not yet written into it.
    if (holder === '') await delay(100);
    else if (await isAlive(holder)) return null;
    else await rm(file, { force: true });
  }
  return null;
}
