package dev.azimuth.model;

import dev.azimuth.hook.Intervention;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a pass.
 *
 * @param layers how many blocks to run; a harvest stops after the last one it reads
 * @param logits the positions whose logits are computed
 * @param interventions in the order in which they act
 * @param gradient whether the result is to be differentiated
 * @param cache keys and values of what was read before, to be added to
 * @param tokenizer for interventions that ask what the tokens say
 */
record PassRequest(
        int layers,
        LogitsAt logits,
        List<Intervention> interventions,
        boolean gradient,
        @Nullable KvCache cache,
        Tokenizer tokenizer) {}
