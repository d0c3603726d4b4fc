package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What differs between the kinds of tokenizer that GGUF knows, as tokenizer.json writes it.
 *
 * @param normalizer what is done to a text first; JSON's null for nothing
 * @param preTokenizer how a text is cut before the model sees it; JSON's null for not at all
 * @param postProcessor what follows where no token is put around a text; JSON's null for nothing
 * @param addsBos whether a text begins with the beginning token, where the file does not say
 * @param addsEos whether a text ends with the end token, where the file does not say
 */
record GgufParts(
        ObjectNode model,
        JsonNode normalizer,
        JsonNode preTokenizer,
        JsonNode postProcessor,
        ObjectNode decoder,
        boolean addsBos,
        boolean addsEos) {}
