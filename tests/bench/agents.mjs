// The six users of a made store: those of conf/trial's demo accounts who are
// staff, and four more.  `lukasz` and the like must be able to reply, be
// assigned to and be shown by name.
import { kAgents } from './generate.mjs';

const kNames = { zoe: 'Zoë Brontë', lukasz: 'Łukasz Wiśniewski',
                 chiara: 'Chiara D’Angelo', bjorn: 'Björn Sæther' };

export async function makeAgents(instance) {
  for (const login of kAgents.filter((one) => kNames[one])) {
    instance.passwords[login] = (await instance.ctl(
      'user', 'add', login, '--name', kNames[login], '--email',
      `${login}@shop.example`, '--staff', '--random-password'))
      .split('\n').at(-1);
  }
}
