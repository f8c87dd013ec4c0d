// The inbox on our store meets the contract of every inbox.
import { storeInbox } from '#adapters/store/store-inbox.ts';
import { inboxContract } from '#test/contracts/inbox.ts';
import { temporaryStore } from './folder.ts';

inboxContract(async () => {
  const store = temporaryStore();
  return {
    inbox: storeInbox(store),
    async reopen() {
      await store.close();
      return storeInbox(temporaryStore(store.path));
    },
  };
});
