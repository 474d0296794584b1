// What every refusal must show: its status and code, and that it stored
// nothing.
import assert from 'node:assert/strict';

// Runs `act` and expects this answer and that nothing stored has changed.
export async function refused(instance, status, code, act) {
  const before = instance.stored();
  const answer = await act();
  assert.equal(answer.status, status, `${answer.status} ${answer.text.slice(0, 300)}`);
  if (code) {
    assert.equal(answer.code, code, answer.text.slice(0, 300));
    assert.ok(answer.json.error.message.length > 5, 'it says what was wrong');
  }
  assert.deepEqual(instance.stored(), before, 'nothing is stored');
  return answer;
}
