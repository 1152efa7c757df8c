package dev.usher.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a word was meant to be where few are allowed. */
class ChoiceTest {
    @ParameterizedTest
    @CsvSource({"moc, mock", "MOCKK, mock", "tiping, typing", "typ, typing", "opnai, openai"})
    void aMisspeltBackendIsSeen(String written, String meant) {
        assertThat(Choice.in("Backend must be one of mock, typing, openai, not '" + written + "'"))
                .contains(new Choice(written, meant));
    }

    @ParameterizedTest
    @CsvSource({"Onn, On", "of, Off", "Offf, Off", "yes, On", "No, Off", "0, Off", "TRUE, On"})
    void aSwitchIsSeen(String written, String meant) {
        assertThat(Choice.in("KeepAlive must be On or Off, not '" + written + "'"))
                .contains(new Choice(written, meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KeepAlive must be On or Off, not 'Perhaps'",
                "KeepAlive must be On or Off, not 'o'",
                "KeepAlive must be On or Off, not 'n'",
                "Backend must be one of mock, typing, not 'llm'",
                "Backend must be one of mock1, mock2, not 'mock3'",
                "Timeout must be between 1 and 60000, not '0'",
                "Listen must be a path, not 'x'"
            })
    void whatMayBeTwoThingsOrNoneIsNot(String message) {
        assertThat(Choice.in(message)).isEmpty();
    }
}
