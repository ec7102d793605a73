'use strict';
// How a test uses smtp-server.js; sendWelcome() stands for the program that you test.  It needs nodemailer.

const assert = require('node:assert');
const test = require('node:test');
const nodemailer = require('nodemailer');
const { startSmtpServer } = require('./smtp-server.js');

async function sendWelcome(host, port, recipient) {
    const transport = nodemailer.createTransport({ host, port, name: 'app.example.org' });
    await transport.sendMail({ from: 'app@example.org', to: recipient, subject: 'Welcome', text: 'It works.' });
    transport.close();
}

// nodemailer closes the connection without QUIT, which its users cannot mend.
const allowed = ['quit-missing'];

test('a welcome arrives', async t => {
    const server = await startSmtpServer(t, { allowed });
    await sendWelcome(server.host, server.port, 'bob@example.org');
    const [message] = await server.messages();
    assert.strictEqual(message.subject, 'Welcome');
    assert.deepStrictEqual(message.envelope.recipients, ['bob@example.org']);
    assert.match(message.text, /^It works\.$/m);
});

test('two welcomes arrive', async t => {
    const server = await startSmtpServer(t, { allowed });
    await sendWelcome(server.host, server.port, 'bob@example.org');
    await sendWelcome(server.host, server.port, 'carol@example.org');
    const recipients = (await server.messages(2)).map(message => message.envelope.recipients[0]);
    assert.deepStrictEqual(recipients, ['bob@example.org', 'carol@example.org']);
});
