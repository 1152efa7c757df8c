function streamResponse(prompt) {
    const output = document.getElementById('output');
    output.textContent = '';

    // EventSource only supports GET, so pass prompt in query string
    const url = `/api/stream.php?prompt=${encodeURIComponent(prompt)}`;
    const source = new EventSource(url);

    source.onmessage = (event) => {
        // Each message contains a chunk of the response
        output.textContent += event.data;
    };

    source.addEventListener('done', () => {
        // Custom event sent by daemon when stream is complete
        source.close();
    });

    source.onerror = (event) => {
        source.close();
        if (output.textContent === '') {
            output.textContent = 'Connection error. Please try again.';
        }
    };
}
