package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class JinjaFunctionsTest {
    private static final LocalDateTime TIME = LocalDateTime.of(2024, 7, 6, 15, 4, 5);

    @Test
    void datesAreWrittenAsPythonDoes() {
        assertThat(JinjaFunctions.strftime("%d %b %Y, %A %H:%M:%S %I%p %y %m %j %B %a 100%%", TIME))
                .isEqualTo("06 Jul 2024, Saturday 15:04:05 03PM 24 07 188 July Sat 100%");
    }

    @Test
    void unknownDateFormatsAreRefused() {
        assertThatThrownBy(() -> JinjaFunctions.strftime("%G", TIME))
                .hasMessage("The date format \"%G\" is not supported.");
        assertThatThrownBy(() -> JinjaFunctions.strftime("100%", TIME)).hasMessageContaining("\"100%\"");
    }

    @Test
    void aTemplateCanAskForToday() {
        var year = new ChatTemplate("{{ strftime_now('%Y') }}", "", "").render(List.of(), false);
        assertThat(year).matches("20\\d\\d");
    }
}
