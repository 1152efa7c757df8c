async function streamResponse(prompt) {
    const output = document.getElementById('output');
    output.textContent = '';

    const response = await fetch('/api/stream.php', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `prompt=${encodeURIComponent(prompt)}`,
    });

    if (!response.ok) {
        const error = await response.json();
        output.textContent = error.error || 'Request failed';
        return;
    }

    const reader = response.body.getReader();
    const decoder = new TextDecoder();

    while (true) {
        const { done, value } = await reader.read();
        if (done) break;

        // Parse SSE format: "data: content\n\n"
        const text = decoder.decode(value);
        const lines = text.split('\n');

        for (const line of lines) {
            if (line.startsWith('data: ')) {
                const data = line.slice(6);
                if (data === '[DONE]') break;
                output.textContent += data;
            }
        }
    }
}
