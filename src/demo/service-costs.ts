import { crowdOf } from './crowd.js';
import { decimalText } from '../decimal.js';
import type { NonEmpty } from './random.js';
import type { Stage, Stream } from './stage.js';

/** What third parties take for a piece, in hundredths of a cent, and how many pieces a bill usually has. */
const THIRD_PARTIES: NonEmpty<{ weight: number; provider: string; service: string; price: number }> = [
  { weight: 6, provider: 'twilio', service: 'sms', price: 310 },
  { weight: 4, provider: 'sendgrid', service: 'email', price: 45 },
  { weight: 3, provider: 'stripe', service: 'payment fees', price: 900 },
];
const PIECES = 24;
/** A minute of support, in hundredths of a cent. */
const SUPPORT_MINUTE = 7_500;
/** Tickets of those whose calls fail take longer. */
const TROUBLED = 3;

/** What customers cause besides infrastructure and models: bills of third parties, and minutes of support. */
export function serviceCostStream(stage: Stage): Stream {
  const { customers, tenant } = stage;
  const { currency } = tenant;
  const thirdParties = crowdOf(stage, 'thirdParty', customers, stage.volume('thirdParty'));
  const support = crowdOf(stage, 'support', customers, stage.volume('support'));
  return {
    source: `//${tenant.id}.example/payables`,
    expected: thirdParties.expected + support.expected,
    play(slice, emit) {
      thirdParties.play(slice, (customer, at, random) => {
        const { provider, service, price } = random.weighted(THIRD_PARTIES);
        const pieces = Math.max(1, Math.round(random.logNormal(PIECES * customer.size, 0.8)));
        const [subscription] = customer.subscriptions;
        emit(at, 'cost.incurred', {
          category: 'THIRD_PARTY',
          amount: decimalText(pieces * price, 4),
          currency,
          provider,
          productId: subscription.product.id,
          customerId: customer.id,
          subscriptionId: subscription.id,
          attributes: { service, pieces },
        });
      });
      support.play(slice, (customer, at, random) => {
        const usual = customer.story === 'erring' ? 14 * TROUBLED : 14;
        const minutes = Math.max(3, Math.round(random.logNormal(usual, 0.7)));
        emit(at, 'cost.incurred', {
          category: 'SUPPORT',
          amount: decimalText(minutes * SUPPORT_MINUTE, 4),
          currency,
          provider: 'helpdesk',
          customerId: customer.id,
          attributes: { ticket: `T-${random.between(1_000, 99_999)}`, minutes },
        });
      });
    },
  };
}
