import type { Severity } from './event.js';
import type { NonEmpty, Random } from './random.js';
import type { Emit, Stage, Stream } from './stage.js';
import { DAY, HOUR, isoText, MINUTE, type Slice } from './window.js';

const DEPLOYS_A_WORKDAY = 0.4;
const ALERTS_A_DAY = 0.9;
const SYNCS_A_DAY = 4;
const ALERTS: NonEmpty<{ weight: number; severity: Severity; text: string }> = [
  { weight: 8, severity: 'INFO', text: 'recovered: latency is back to normal' },
  { weight: 7, severity: 'WARNING', text: 'p95 latency above 800 ms for 5 minutes' },
  { weight: 5, severity: 'WARNING', text: 'disk 85 % full' },
  { weight: 3, severity: 'ERROR', text: 'replica lags by 90 seconds' },
  { weight: 2, severity: 'DEBUG', text: 'probe took longer than its interval' },
  { weight: 1, severity: 'CRITICAL', text: 'no healthy instance in one zone' },
];
const INCIDENT: readonly [number, Severity, string][] = [
  [4, 'WARNING', 'error rate above 2 %'],
  [7, 'ERROR', 'error rate above 15 %'],
  [11, 'CRITICAL', 'error rate above 40 %, most calls fail'],
  [24, 'CRITICAL', 'still failing, on-call is rolling back'],
  [61, 'INFO', 'recovered: error rate is back to normal'],
];

/** The tenant's own systems: deploys, health alerts, syncs with the ERP, backups, and an incident told as it went. */
export function systemStream(stage: Stage): Stream {
  const { plot, tenant, window } = stage;
  const random = stage.random.fork('system');
  const happens = plot.incident.from < plot.incident.to;
  const deploys = (tenant.services.length * DEPLOYS_A_WORKDAY * 5) / 7;
  return {
    source: `//${tenant.id}.example/operations`,
    expected: (deploys + ALERTS_A_DAY + SYNCS_A_DAY + 1) * window.days + (happens ? INCIDENT.length + 2 : 0),
    play(slice, emit) {
      routine(stage, slice, random, emit);
      const { from } = plot.incident;
      if (!happens || from < slice.from || from >= slice.to) return;
      const [service] = tenant.services;
      deploy(from, service, random, emit);
      for (const [minutes, severity, text] of INCIDENT)
        alert(from + minutes * MINUTE, service, severity, text, emit);
      const attributes = { service, rollback: true };
      emit(from + 52 * MINUTE, 'system.deployed', {
        message: `${service} rolled back`,
        severity: 'WARNING',
        attributes,
      });
    },
  };
}

function routine(stage: Stage, slice: Slice, random: Random, emit: Emit): void {
  const { tenant } = stage;
  for (const service of tenant.services) {
    const at = slice.from + random.below(DAY);
    const workday = ![0, 6].includes(new Date(at).getUTCDay());
    if (random.chance(DEPLOYS_A_WORKDAY) && workday) deploy(at, service, random, emit);
  }
  for (let alerts = random.poisson(ALERTS_A_DAY); alerts > 0; alerts--) {
    const { severity, text } = random.weighted(ALERTS);
    alert(slice.from + random.below(DAY), random.pick(tenant.services), severity, text, emit);
  }
  for (let sync = 0; sync < SYNCS_A_DAY; sync++) {
    const at = slice.from + Math.floor(((sync + 0.3) * DAY) / SYNCS_A_DAY) + random.below(5 * MINUTE);
    const records = random.between(40, 900);
    const failed = random.chance(0.03);
    emit(at, 'system.erp_sync', {
      message: failed ? 'ERP sync failed: the ledger is locked' : `ERP sync wrote ${records} postings`,
      severity: failed ? 'ERROR' : 'INFO',
      attributes: failed ? { system: 'erp' } : { system: 'erp', records },
    });
  }
  const at = slice.from + 3 * HOUR + random.below(20 * MINUTE);
  const gigabytes = random.between(180, 240);
  emit(at, 'system.backup_completed', {
    message: `Backup of ${gigabytes} GB completed`,
    attributes: { gigabytes },
  });
}

function deploy(at: number, service: string, random: Random, emit: Emit): void {
  const version = `${isoText(at).slice(0, 10).replaceAll('-', '.')}-${random.between(1, 9)}`;
  const commit = random.uuid().slice(0, 8);
  emit(at, 'system.deployed', {
    message: `${service} ${version} deployed`,
    severity: 'INFO',
    attributes: { service, version, commit },
  });
}

function alert(at: number, service: string, severity: Severity, text: string, emit: Emit): void {
  emit(at, 'system.health_alert', { message: `${service}: ${text}`, severity, attributes: { service } });
}
