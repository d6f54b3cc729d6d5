import { mainPlan } from './cast.js';
import { crowdOf } from './crowd.js';
import type { Random } from './random.js';
import type { Emit, Stage, Stream } from './stage.js';
import { HOUR, MINUTE, SECOND } from './window.js';

const FAILS_FIRST = 0.09;
const LOGS_OUT = 0.55;
const ROTATES = 0.012;
/** A sign-in, what may go before it and what may follow it. */
const EVENTS_A_SESSION = 1 + FAILS_FIRST + LOGS_OUT + 2 * ROTATES;
const GUESSES = 90;
const INTRUDER = '203.0.113.66';

/** People of the customers who sign in and out and rotate keys; once, a stranger who guesses. */
export function authStream(stage: Stage): Stream {
  const { plot, tenant } = stage;
  const crowd = crowdOf(stage, 'auth', stage.customers, stage.volume('auth') / EVENTS_A_SESSION, 3);
  const intruder = stage.random.fork('auth/intruder');
  const newcomers = stage.customers.filter(({ joins }) => joins !== null);
  const guessed = plot.intrusion.from < plot.intrusion.to;
  return {
    source: `//${tenant.id}.example/identity`,
    expected: crowd.expected * EVENTS_A_SESSION + (guessed ? GUESSES + 1 : 0) + newcomers.length,
    play(slice, emit) {
      crowd.play(slice, (customer, at, random) => {
        const actor = random.pick(customer.people);
        const ip = `${customer.network}.${random.between(2, 60)}`;
        let signedIn = at;
        if (random.chance(FAILS_FIRST)) {
          const reason = random.chance(0.8) ? 'wrong password' : 'expired one-time code';
          emit(at, 'auth.login_failed', { actor, ip, method: 'password', reason });
          signedIn += random.between(5, 50) * SECOND;
        }
        if (mainPlan(customer, at) === 'enterprise') {
          emit(signedIn, 'auth.sso', { actor, ip, method: random.chance(0.7) ? 'saml' : 'oidc' });
        } else {
          emit(signedIn, 'auth.login', { actor, ip, method: random.chance(0.25) ? 'passkey' : 'password' });
        }
        if (random.chance(ROTATES)) {
          emit(at + 4 * MINUTE, 'auth.api_key_created', { actor, ip, method: 'console' });
          emit(at + 9 * MINUTE, 'auth.api_key_revoked', { actor, ip, method: 'console', reason: 'rotated' });
        }
        if (random.chance(LOGS_OUT)) {
          emit(at + 10 * MINUTE + random.below(5 * HOUR), 'auth.logout', { actor, ip });
        }
      });
      for (const customer of newcomers) {
        const at = (customer.joins?.signsUpAt ?? NaN) + 5 * MINUTE;
        const [actor] = customer.people;
        const created = { actor, ip: `${customer.network}.2`, method: 'console' };
        if (at >= slice.from && at < slice.to) emit(at, 'auth.api_key_created', created);
      }
      if (guessed && plot.intrusion.from >= slice.from && plot.intrusion.from < slice.to) {
        intrude(stage, intruder, emit);
      }
    },
  };
}

/** Guesses in vain; afterwards a key is revoked, to be on the safe side. */
function intrude({ plot, tenant }: Stage, random: Random, emit: Emit): void {
  const { from, to } = plot.intrusion;
  for (let guess = 0; guess < GUESSES; guess++) {
    const actor = `${random.pick(['admin', 'root', 'billing', 'dana', 'support'])}@${tenant.id}.example`;
    const at = from + random.below(to - from);
    emit(at, 'auth.login_failed', { actor, ip: INTRUDER, method: 'password', reason: 'unknown account' });
  }
  const actor = `security@${tenant.id}.example`;
  emit(to + 40 * MINUTE, 'auth.api_key_revoked', { actor, method: 'console', reason: 'suspected leak' });
}
