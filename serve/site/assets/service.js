// engine judges what is handed in: here the service that the page comes from.
const engine = (() => {
  'use strict';
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const problem = async (answer) => {
    let said = {};
    try { said = await answer.json(); } catch { /* something before the service answered */ }
    return Object.assign(new Error(said.detail || answer.status + ' ' + answer.statusText), { hint: said.hint, status: answer.status });
  };
  return {
    start: async () => {},
    speak: () => {},
    // check answers with the report, as a Blob; busy is called before a further attempt.
    check: async (files, settings, busy) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(settings)) if (value && name !== 'token') form.append(name, value);
      for (const f of files) form.append('file', f.blob, f.name);
      const headers = { Accept: '*/*' };
      if (settings.token) headers.Authorization = 'Bearer ' + settings.token;
      for (let attempt = 0; ; attempt++) {
        let answer;
        try {
          answer = await fetch('v1/check', { method: 'POST', body: form, headers });
        } catch { throw Object.assign(new Error('no-connection'), { text: 'no-connection' }); }
        if (answer.ok) return answer.blob();
        if (answer.status !== 429 || attempt === 5) throw await problem(answer);
        busy();
        await pause(1000 * (Number(answer.headers.get('Retry-After')) || 2));
      }
    },
  };
})();
