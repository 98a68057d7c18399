/* For httpYac, where the name of a request means the body of its response; requests.http, as other clients do, lets it mean the response. */
module.exports = {
  configureHooks({ hooks }) {
    const nameResponse = (response) => {
      const { headers, parsedBody } = response;
      response.parsedBody = { response: { headers, body: { $: parsedBody } } };
    };
    hooks.onResponse.addHook('nameResponse', nameResponse, { before: ['handleMetaDataName'] });
  },
};
