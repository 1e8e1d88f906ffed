import type { Commands, EventOf, Options, Reply, Unsent } from 'tenko';
import { inject, injectable } from 'tsyringe';
import * as altering from './altering.ts';
import * as arriving from './arriving.ts';
import * as asking from './asking.ts';
import { Desk } from './desk.ts';
import { exportCall } from './exporting.ts';
import * as looking from './looking.ts';
import manifest from './plugin.json' with { type: 'json' };
import * as replying from './replying.ts';
import * as running from './running.ts';
import * as safety from './safety.ts';
import { team } from './teams.ts';
import { forgetMember, leaveCalls, takeBackMessage } from './undoing.ts';

type Given<Path extends string> = Options<typeof manifest, Path>;

/** Who comes, who does not, who has not said. What each command does is in the file that its line names. */
@injectable()
export default class RollCallPlugin implements Commands<typeof manifest> {
  constructor(@inject(Desk) private readonly desk: Desk) {}

  rollcall(given: Given<'rollcall'>): Promise<Reply> {
    return asking.ask(this.desk, given);
  }

  rollcallSafety(given: Given<'rollcall safety'>): Promise<Reply> {
    return safety.askSafety(this.desk, given);
  }

  rollcallSafe(given: Given<'rollcall safe'>): Promise<void> {
    return safety.safe(this.desk, given);
  }

  rollcallSos(given: Given<'rollcall sos'>): Promise<Reply> {
    return safety.sos(this.desk, given);
  }

  rollcallRepeat(given: Given<'rollcall repeat'>): Promise<Reply> {
    return asking.askAgain(this.desk, given);
  }

  rollcallSince(given: Given<'rollcall since'>): Promise<Reply> {
    return asking.askSince(this.desk, given);
  }

  rollcallYes(given: Given<'rollcall yes'>): Promise<Reply> {
    return replying.reply(this.desk, 'yes', given);
  }

  rollcallNo(given: Given<'rollcall no'>): Promise<Reply> {
    return replying.reply(this.desk, 'no', given);
  }

  rollcallMaybe(given: Given<'rollcall maybe'>): Promise<Reply> {
    return replying.reply(this.desk, 'maybe', given);
  }

  rollcallLate(given: Given<'rollcall late'>): Promise<Reply> {
    return replying.reply(this.desk, 'late', given);
  }

  rollcallFor(given: Given<'rollcall for'>): Promise<void> {
    return replying.replyFor(this.desk, given);
  }

  rollcallGuest(given: Given<'rollcall guest'>): Promise<void> {
    return replying.guests(this.desk, given);
  }

  rollcallHere(given: Given<'rollcall here'>): Promise<Reply> {
    return arriving.here(this.desk, given);
  }

  rollcallPlace(given: Given<'rollcall place'>): Promise<Reply> {
    return arriving.place(this.desk, given);
  }

  rollcallSetPlace(given: Given<'rollcall set-place'>): Promise<Reply> {
    return arriving.setPlace(this.desk, given);
  }

  rollcallCheckPlace(given: Given<'rollcall check-place'>): Promise<void> {
    return arriving.checkPlace(this.desk, given);
  }

  rollcallMissing(given: Given<'rollcall missing'>): Promise<Reply> {
    return looking.missing(this.desk, given);
  }

  rollcallResults(given: Given<'rollcall results'>): Promise<void> {
    return looking.results(this.desk, given);
  }

  rollcallList(): Promise<Reply> {
    return looking.list(this.desk);
  }

  rollcallStats(): Promise<Reply> {
    return looking.stats(this.desk);
  }

  rollcallSplit(given: Given<'rollcall split'>): Promise<Reply> {
    return looking.splitAmount(this.desk, given);
  }

  rollcallExport(given: Given<'rollcall export'>): Promise<Reply> {
    return exportCall(this.desk, given);
  }

  rollcallRemind(given: Given<'rollcall remind'>): Promise<Reply> {
    return running.remind(this.desk, given);
  }

  rollcallClose(given: Given<'rollcall close'>): Promise<void> {
    return running.close(this.desk, given);
  }

  rollcallReopen(given: Given<'rollcall reopen'>): Promise<void> {
    return altering.reopen(this.desk, given);
  }

  rollcallEdit(given: Given<'rollcall edit'>): Promise<Reply> {
    return altering.edit(this.desk, given);
  }

  rollcallTeam(given: Given<'rollcall team'>): Promise<Reply> {
    return team(this.desk, given);
  }

  rollcallAllowPush(given: Given<'rollcall allow-push'>): Promise<Reply> {
    return running.allowPush(this.desk, given);
  }

  rollcallSkip(given: Given<'rollcall skip'>): Promise<Reply> {
    return running.skip(this.desk, given);
  }

  rollcallEndSeries(given: Given<'rollcall end-series'>): Promise<Reply> {
    return running.endSeries(this.desk, given);
  }

  rollcallUnanswer(given: Given<'rollcall unanswer'>): Promise<void> {
    return replying.unanswer(this.desk, given);
  }

  rollcallClockCall(given: Given<'rollcall clock-call'>): Promise<void> {
    return running.runClock(this.desk, given);
  }

  rollcallClockSeries(given: Given<'rollcall clock-series'>): Promise<void> {
    return asking.askNext(this.desk, given);
  }

  /** Whoever is gone from the chat takes no place. */
  onMemberLeft({ memberIds }: EventOf<'memberLeft'>): Promise<void> {
    return leaveCalls(this.desk, memberIds);
  }

  onMemberForgotten(memberId: string): Promise<void> {
    return forgetMember(this.desk, memberId);
  }

  onUnsend({ id }: Unsent): Promise<void> {
    return takeBackMessage(this.desk, id);
  }
}
