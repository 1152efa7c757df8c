package dev.usher.bench.llm;

/** Whose words an answer is in. */
enum Api {
    /** OpenAI's chat completions. */
    OPENAI,
    /** Anthropic's messages. */
    ANTHROPIC,
    /** LangGraph's runs. */
    LANGGRAPH
}
