import type { NoticesView, NoticeView } from '../view.ts';
import { number, When } from './moments.tsx';
import { Badge, ChatLabel, Empty, Head, Waiting } from './parts.tsx';
import { t } from './texts.ts';
import type { Data } from './use-data.ts';

/** What waits for a free reply, and what it would cost to push it. */
export function Notices({ data, failed }: Data<NoticesView>) {
  const notices = data?.notices ?? [];
  const sum = notices.reduce((before, { cost = 0 }) => before + cost, 0);
  return (
    <>
      <Head title={t.notices}>{data && data.count > 0 && <p class="hint">{t.waitingCount(data.count)}</p>}</Head>
      <Waiting data={data} failed={failed} />
      {data?.count === 0 && <Empty title={t.noNotices}>{t.noNoticesMore}</Empty>}
      {sum > 0 && <p class="hint">{t.costSum(number(sum))}</p>}
      <ul class="rows">
        {notices.map((notice) => (
          <li key={notice.id} class="row notice">
            <span class="chat-label">
              <ChatLabel chat={notice} />
            </span>
            <Facts notice={notice} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Facts({ notice: { plugin, by, expires, cost, isBeingSent } }: { readonly notice: NoticeView }) {
  return (
    <dl class="row-facts in-columns">
      <div>
        <dt>{t.plugins}</dt>
        <dd>
          {plugin || t.host} <Badge mood={isBeingSent ? 'warn' : 'quiet'}>{isBeingSent ? t.beingSent : t.waits}</Badge>
        </dd>
      </div>
      <div>
        <dt>{t.pushFrom}</dt>
        <dd>{by === undefined ? t.neverPushed : by <= Date.now() ? t.mayBePushed : <When at={by} />}</dd>
      </div>
      <div>
        <dt>{t.cost}</dt>
        <dd>{by === undefined ? '–' : cost === undefined ? t.costUnknown : t.costs(cost)}</dd>
      </div>
      <div>
        <dt>{t.expires}</dt>
        <dd>
          <When at={expires} />
        </dd>
      </div>
    </dl>
  );
}
