'use strict';
// For tests with node:test: `await startSmtpServer(t)` is a mail server of the test T's own, smtpd-proto on a free port.
// The test fails if it, or the program that it starts, makes a mistake in SMTP; the mistakes are shown.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

class SmtpServer {
    // FOLDER is the server's; WITHIN is how long it lives at most, and so how long a test waits for mail in vain.
    constructor(folder, within) {
        this.folder = folder;
        this.within = within;
        this.delivered = [];
        fs.writeFileSync(this.in('users'), 'everybody\n');
        const log = fs.openSync(this.in('log'), 'w');
        this.process = spawn('smtpd-proto', [
            '--dialect=rfc5321', '--port=0', `--directory=${folder}`, '--catch-all=everybody', '--quiet',
            `--exit-within=${within}`, '--report=json', `--report-file=${this.in('verdicts')}`, '--events=-',
            this.in('users')], { stdio: ['ignore', 'pipe', log] });
        fs.closeSync(log);
        this.ended = once(this.process, 'close').catch(() => {
            throw new Error('smtpd-proto is not installed');
        });
        this.ended.catch(() => {});
        this.events = readline.createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }

    in(name) {
        return path.join(this.folder, name);
    }

    async nextEvent() {
        const { done, value } = await this.events.next();
        if (done) {
            const [status] = await this.ended;
            throw new Error([0, 3].includes(status) ? `${this.delivered.length} messages came within ${this.within}`
                : `smtpd-proto has ended: ${fs.readFileSync(this.in('log'), 'utf8')}`);
        }
        return JSON.parse(value);
    }

    async start() {
        const { address, port } = await this.nextEvent();
        this.host = address.slice(0, address.lastIndexOf(':'));
        this.port = port;
    }

    // All messages so far, each { envelope, subject, text }; waits until there are COUNT.
    async messages(count = 1) {
        while (this.delivered.length < count) {
            const event = await this.nextEvent();
            if (event.event === 'delivered') {
                const mailbox = fs.readFileSync(this.in(event.file));
                const text = mailbox.subarray(event.offset, event.offset + event.length).toString();
                this.delivered.push({ envelope: event.envelope, subject: event.subject, text });
            }
        }
        return this.delivered;
    }

    // Ends it, and fails if a client has made a mistake that is not in ALLOWED, by its name.
    async stop(allowed) {
        this.process.kill();
        await this.ended;
        const verdicts = fs.readFileSync(this.in('verdicts'), 'utf8').split('\n').filter(Boolean).map(JSON.parse);
        const mistakes = verdicts.flatMap(verdict => verdict.findings)
            .filter(({ id, severity }) => severity === 'error' && !allowed.includes(id))
            .map(({ id, what, rfc, section, remedy }) => `\n  ${what} [${id}]; RFC ${rfc}, ${section}: ${remedy}`);
        if (mistakes.length > 0) {
            throw new Error(`a mistake in SMTP:${mistakes.join('')}`);
        }
    }
}

async function startSmtpServer(t, { allowed = [], within = '60s' } = {}) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'smtp-server-'));
    const remove = () => fs.rmSync(folder, { recursive: true });
    const server = new SmtpServer(folder, within);
    try {
        await server.start();
    } catch (error) {
        remove();
        throw error;
    }
    t.after(() => server.stop(allowed).finally(remove));
    return server;
}

module.exports = { startSmtpServer };
