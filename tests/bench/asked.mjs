// Questions to index.db beside the program, without a new process for each:
// one python3 that answers line by line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const kAnswers = `
import json, sqlite3, sys
for line in sys.stdin:
    # Opened anew each time: the file may be another one by now.
    ids = json.loads(line)
    index = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
    marks = ",".join("?" * len(ids))
    query = "SELECT sum(messages) FROM conversations WHERE id IN (" + marks + ")"
    print(index.execute(query, ids).fetchone()[0] or 0, flush=True)
    index.close()
`;

export class Asked {
  constructor(index) {
    this.python = spawn('python3', ['-c', kAnswers, index],
                        { stdio: ['pipe', 'pipe', 'inherit'] });
    this.answers = createInterface({ input: this.python.stdout })[
      Symbol.asyncIterator]();
  }

  // The messages that these conversations have in the index.
  async messagesOf(ids) {
    this.python.stdin.write(JSON.stringify(ids) + '\n');
    return Number((await this.answers.next()).value);
  }

  end() { this.python.stdin.end(); }
}
