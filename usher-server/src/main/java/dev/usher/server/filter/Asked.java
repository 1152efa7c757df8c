package dev.usher.server.filter;

import dev.usher.server.connection.Block;
import dev.usher.server.connection.ReadMode;

/** What who reads has asked an input filter for last. */
final class Asked {
    private ReadMode mode = ReadMode.INIT;
    private Block block = Block.NONBLOCK;
    private int limit;

    void set(ReadMode newMode, Block newBlock, int newLimit) {
        mode = newMode;
        block = newBlock;
        limit = newLimit;
    }

    ReadMode mode() {
        return mode;
    }

    Block block() {
        return block;
    }

    int limit() {
        return limit;
    }
}
